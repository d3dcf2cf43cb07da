"""What a campaign that is being thought of would cost. Reads only."""

from datetime import datetime, timedelta

from loyalty.calendar import local_date
from loyalty.estimates import WEEKS, Estimate, estimate, samples
from loyalty.model import Campaign, Programme
from loyalty.plans import months_of
from storage import merchants, takings
from storage.database import Tx


def estimate_of(tx: Tx, programme: Programme, campaign: Campaign, now: datetime) -> Estimate | None:
    """What a campaign would cost, by those of the last weeks in which its merchant (or any, where it is for all of
    them) had begun to sell to members; None when there is nothing to go by.
    """
    if campaign.merchant_id is None:
        places = [merchant.id for merchant in merchants.merchants(tx) if merchant.active]
    else:
        places = [campaign.merchant_id]
    began = takings.first_date(tx, places, local_date(now, programme) - timedelta(weeks=WEEKS))
    if began is None:
        return None
    months = months_of(campaign, programme) if campaign.birthday_month else ()
    weeks = [
        [(sample, takings.takings(tx, places, campaign, sample, months)) for sample in week]
        for week in samples(campaign, now, programme)
        if all(sample.day >= began for sample in week)
    ]
    return estimate(campaign, weeks, programme)
