"""Pads of numbered slips: printed in advance, carried round, typed sheet by sheet, and counted until none is missing."""
