"""E-forms (biểu mẫu điện tử): one typed form document; validation, rendering and prefill derive from it."""
