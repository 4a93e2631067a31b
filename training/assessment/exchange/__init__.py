"""Questions from and to other systems: GIFT and Moodle XML. What cannot be taken is named with its line and the reason."""
