"""The library of methods, and each partnership's own words for them."""
