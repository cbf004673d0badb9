"""The machine faces: our own API under `/api/v1` and Open Referral's HSDS under `/hsds/v3`."""
