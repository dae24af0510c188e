"""Identity, memberships, roles, and the doors that know who is acting. All of it is in `public`."""
