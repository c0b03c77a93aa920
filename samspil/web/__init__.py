"""The page: skeleton, forms, components, errors, import, export, feeds. Knows no feature."""
