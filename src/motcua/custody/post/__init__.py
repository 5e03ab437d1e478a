"""Parcels of the public post: out to applicants, in from them (bưu chính công ích; TN19-10.1, DN15-4.3c)."""
