"""The effect of referrals on health-care contacts, from a register: what is measured, how sure it is, what it does not show.

Plain Python on Parquet files; no Django, so that it runs in a closed research environment. `docs/how-to/effekt.md` leads on.
"""
