//! Anchoring.
