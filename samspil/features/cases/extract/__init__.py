"""From a file or pasted text to a draft that a secretary corrects: words in `proposals`, other systems' XML in `systems`."""

from samspil.features.cases.extract.proposals import propose
from samspil.features.cases.extract.uploads import from_file

__all__ = ["from_file", "propose"]
