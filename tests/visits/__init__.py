"""A feature of the tests' own, as small as one with care records can be: visits to somebody at home."""
