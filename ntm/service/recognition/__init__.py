"""Recognition: the dossier and its papers, titles held, the withdrawal watch."""
