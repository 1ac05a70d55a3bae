"""What the report says in words: answers to a steering group's questions, observations, decisions asked for.

Each sentence is of one view, and its numbers are those that the view shows, or counts of its rows.
"""
