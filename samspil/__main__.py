"""`python -m samspil`: the same as the command `samspil`."""

import sys

from samspil.site.command import main

sys.exit(main())
