# SPDX-License-Identifier: BSD-2-Clause
"""What scripts/project is made of: one module for each subject."""
