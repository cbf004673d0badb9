"""The pages of the desk (`/beheer`): Dutch, for who keeps the entries right. Who may do what is `permissions`."""
