"""The page on which the cases ask for something: a wide form, which says of what record by its title alone."""

from __future__ import annotations

import functools

from samspil.web import deeds

form = functools.partial(deeds.form, template="cases/edit.html", node=None)
