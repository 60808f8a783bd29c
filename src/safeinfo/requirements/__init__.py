"""The Safe Info Customer Privacy Requirements, one file each, and those in force."""

from safeinfo.model.requirement import Requirement
from safeinfo.requirements.age_restricted_pages import REQUIREMENT as AGE_RESTRICTED_PAGES
from safeinfo.requirements.guardian_consent import REQUIREMENT as GUARDIAN_CONSENT
from safeinfo.requirements.personal_data_inventory import REQUIREMENT as PERSONAL_DATA_INVENTORY
from safeinfo.requirements.policy_link import REQUIREMENT as POLICY_LINK
from safeinfo.requirements.right_to_decline import REQUIREMENT as RIGHT_TO_DECLINE
from safeinfo.requirements.sale_consent import REQUIREMENT as SALE_CONSENT
from safeinfo.requirements.sale_disclosure import REQUIREMENT as SALE_DISCLOSURE
from safeinfo.requirements.secure_collection import REQUIREMENT as SECURE_COLLECTION
from safeinfo.requirements.sensitive_treatment import REQUIREMENT as SENSITIVE_TREATMENT
from safeinfo.requirements.unsubscribe import REQUIREMENT as UNSUBSCRIBE

EDITION = "1"
IN_FORCE: tuple[Requirement, ...] = (
    PERSONAL_DATA_INVENTORY,
    SENSITIVE_TREATMENT,
    RIGHT_TO_DECLINE,
    SALE_DISCLOSURE,
    SALE_CONSENT,
    UNSUBSCRIBE,
    GUARDIAN_CONSENT,
    AGE_RESTRICTED_PAGES,
    SECURE_COLLECTION,
    POLICY_LINK,
)
