# SPDX-License-Identifier: BSD-2-Clause
"""What is published: the tarballs of a release, index.json, the site."""
