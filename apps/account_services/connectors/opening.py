"""From a target system's row to the connector that reaches it."""

from __future__ import annotations

from apps.account_services.connectors.ldap import LdapConnector
from apps.account_services.connectors.shape import Connector, ConnectorFault
from apps.account_services.connectors.table import TableConnector
from apps.account_services.models import TargetSystem
from apps.account_services.sealing import SealBroken, unseal
from apps.account_services.states import TargetKind


def connector_for(target: TargetSystem) -> Connector:
    """The connector to a target system. Raises: ConnectorFault, if its credential cannot be opened."""
    if target.kind == TargetKind.TABLE:
        return TableConnector(target.id)
    try:
        credential = unseal(target.sealed_credential)
    except SealBroken as broken:
        raise ConnectorFault(str(broken)) from broken
    return LdapConnector(address=target.address, base=target.base, bind_name=target.bind_name, credential=credential)
