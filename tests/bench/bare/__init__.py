"""The least that is a Django project, under the same server: what a start is compared with."""
