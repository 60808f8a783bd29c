"""The life of a seal: applied for, proved, declared, audited, reviewed, issued, monitored, and how it ends."""
