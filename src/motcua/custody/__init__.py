"""Who holds the paper of a dossier, and how it changes hands (giữ và bàn giao hồ sơ giấy)."""
