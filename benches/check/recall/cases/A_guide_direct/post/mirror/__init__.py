"""Mirror release artefacts and keep a journal of them."""
