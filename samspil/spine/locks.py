"""What a deed checks must be what it changes: its records are locked and read anew before the first check."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model

from samspil.paper.refusal import NotFound


def reread(*records: Model) -> None:
    """Lock records and read them anew from the database, so that nothing is judged by what somebody has since changed.

    The first line of a deed. In one order whoever calls (table, then key), so that two deeds wait for each other and
    never both. Unsaved changes on the records are lost: a deed takes new values as words of its own. `NotFound` for a
    record that is gone; TransactionManagementError (on PostgreSQL) outside a transaction.
    """
    for record in sorted(records, key=lambda each: (each._meta.db_table, str(each.pk))):
        model = type(record)
        try:
            record.refresh_from_db(from_queryset=model._base_manager.select_for_update(of=("self",)))
        except ObjectDoesNotExist:
            raise NotFound("Det findes ikke mere: det er slettet, mens du arbejdede med det.") from None
