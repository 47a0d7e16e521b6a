"""Asking a built graph: its data as a store, saved questions, questions in Chinese, evaluation and tables."""
