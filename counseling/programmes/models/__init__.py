from counseling.programmes.models.partner import Agreement, AgreementChange, Partner, PartnerCase

__all__ = ["Agreement", "AgreementChange", "Partner", "PartnerCase"]
