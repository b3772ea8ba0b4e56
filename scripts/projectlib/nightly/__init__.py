# SPDX-License-Identifier: BSD-2-Clause
"""The nightly: what is to be done, doing it, and what came of it."""
