"""Servers that speak real protocols on loopback, scripted by the tests."""
