"""The audit record: every act that changed something, who did it, when and why; written once, never changed."""
