"""Usage into money: pools of real cost, keys that share them, months that close, statements that explain."""
