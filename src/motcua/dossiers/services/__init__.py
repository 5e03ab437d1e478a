"""Writing dossiers: one function per legal act, each inside the transaction of the journey that calls it."""
