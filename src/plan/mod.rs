//! What will be run, decided before anything is sent.
