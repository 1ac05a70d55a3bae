"""The unattended run on the machine's own scheduler: one definition, put as each scheduler wants it.

`timing` says when and `job` what; `windows`, `systemd`, `launchd` and `cron` are pure and write it down;
`installing` hands it to the scheduler, `records` remembers what was handed over, `catching_up` makes good for the
schedulers that forget a time at which the machine was off.
"""
