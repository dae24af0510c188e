"""Far sides that hold accounts, all behind one shape. A connector is code; a target system's row names its kind."""

from apps.account_services.connectors.opening import connector_for
from apps.account_services.connectors.shape import Connector, ConnectorFault, Move, Seen, Wanted, differences, plan

__all__ = ["Connector", "ConnectorFault", "Move", "Seen", "Wanted", "connector_for", "differences", "plan"]
