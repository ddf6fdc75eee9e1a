"""The words from which made-up pages are put together: names that real pages use, and sentences of our own."""

from __future__ import annotations

FIELDS: tuple[tuple[str, str], ...] = (
    ("Mali", "Bamako"), ("Niger", "Niamey"), ("Nigeria", "Abuja"), ("Burkina Faso", "Ouagadougou"),
    ("Senegal", "Dakar"), ("Chad", "N'Djamena"), ("DRC", "Kinshasa"), ("Burundi", "Bujumbura"), ("Rwanda", "Kigali"),
    ("Uganda", "Kampala"), ("Kenya", "Nairobi"), ("Somalia", "Mogadishu"), ("Ethiopia", "Addis Ababa"),
    ("South Sudan", "Juba"), ("Sudan", "Khartoum"), ("Sierra Leone", "Freetown"), ("Liberia", "Monrovia"),
    ("Cote d'Ivoire", "Abidjan"), ("Guinea-Bissau", "Bissau"), ("Ghana", "Accra"), ("The Gambia", "Banjul"),
    ("Togo", "Lome"), ("Benin", "Cotonou"), ("Cameroon", "Yaounde"), ("Central African Republic", "Bangui"),
    ("Mozambique", "Maputo"), ("Madagascar", "Antananarivo"), ("Libya", "Tripoli"), ("Tunisia", "Tunis"),
    ("Morocco", "Rabat"), ("Egypt", "Cairo"), ("Lebanon", "Beirut"), ("Jordan", "Amman"), ("Iraq", "Baghdad"),
    ("Yemen", "Sana'a"), ("Afghanistan", "Kabul"), ("Nepal", "Kathmandu"), ("Timor-Leste", "Dili"),
    ("Philippines", "Manila"), ("Indonesia", "Jakarta"), ("Ukraine", "Kyiv"), ("Moldova", "Chisinau"),
    ("Georgia", "Tbilisi"), ("Armenia", "Yerevan"), ("Kosovo", "Pristina"), ("Serbia", "Belgrade"),
    ("Albania", "Tirana"), ("Montenegro", "Podgorica"), ("Bosnia and Herzegovina", "Sarajevo"),
    ("Colombia", "Bogota"), ("Honduras", "Tegucigalpa"), ("Guatemala", "Guatemala City"), ("Haiti", "Port-au-Prince"),
    ("El Salvador", "San Salvador"), ("Peru", "Lima"), ("Kyrgyzstan", "Bishkek"),
)  # fmt: skip
"""Countries that mandates name, each with the town that its prose names."""

REGIONS = ("West Africa", "Central America", "SOUTH AMERICA", "Africa", "East Africa", "EU")
UNKNOWN_PLACES = ("Great Lakes Corridor", "Upper Valley", "Northern Provinces")

DONORS = (
    "Netherlands", "UK", "Switzerland", "European Union", "EU", "Germany", "France", "Norway", "Sweden", "Denmark",
    "Belgium", "Canada", "Finland", "Ireland", "Austria", "Slovenia", "Spain", "UN", "AU", "OSCE", "OIF", "AfDB",
)  # fmt: skip

ACTIONS = (
    "Review of", "Support to", "Mapping of", "Advice on", "Assessment of", "Backstopping of", "Evaluation of",
    "Lessons from", "Needs Assessment for", "Scoping Mission on", "Strategic Plan for", "Peer Review of",
)  # fmt: skip
SUBJECTS = (
    "Police Reform", "Defence Reform", "the Prison Service", "Border Management", "Parliamentary Oversight",
    "the National Security Strategy", "Military Justice", "Community Policing", "the Criminal Justice Chain",
    "Security Sector Governance", "the Gendarmerie", "Defence Expenditure", "Human Resources in the Police",
    "Internal Oversight", "the Rule of Law Programme", "Gender in the Security Sector", "the Mining Police",
    "Small Arms Control", "the Coast Guard", "Donor Coordination", "Vetting", "the Police Academy",
)  # fmt: skip
COURSES = (
    "Level 1 Training on SSR", "Advanced Level 2 Training on SSR", "Introductory SSR Training Course",
    "Training of Trainers on Oversight", "SSR Training for Civilian Experts", "Gender and SSR Training",
)  # fmt: skip

THEMES = (
    "governance", "defence reform", "police reform", "gender", "accountability", "human rights", "rule of law",
    "border management", "the criminal justice chain", "oversight", "justice reform", "community policing",
)  # fmt: skip
BODIES = (
    "ISSAT", "the EU", "the United Nations", "the African Union", "the OSCE", "the European Commission", "DCAF",
    "the Governing Board", "ECOWAS", "the External Action Service", "the World Bank", "UNDP", "NATO",
)  # fmt: skip

THEMED = (
    "The work looks at {theme} and {theme2}, and at what remains of earlier programmes once the money has gone.",
    "Most of the time goes to {theme}; the last week is kept for the visitors and for the questions that come up.",
    "Those who asked for it care about {theme} first, and the rest of the work turns on where past plans have stopped.",
)
BODIED = (
    "{body} sends two advisers, who work beside {body2} and report every week on what they have found and heard.",
    "It was agreed between {body} and {body2} that each would read the draft before it goes to the ministry concerned.",
    "The request came through {body}; {body2} had studied the same question some years before and lent its notes.",
)
PLACED = (
    "The team spends ten days in {town} and speaks with the people who run the service, and with those who pay for it.",
    "A first meeting in {town} brings the ministries to one table, which had not been done since the last election.",
)
PLAIN = (
    "Nobody had counted before, and so the first month is spent on finding out how many posts are filled and by whom.",
    "Two things make it hard: the files are on paper, and the people who know what is in them are about to retire.",
    "What has been learned is put into a short note that a minister can read between two meetings and act upon.",
    "Partners in the country were asked what they would keep, what they would change and what they would stop at once.",
    "The plan leaves room for a second visit, if the first one shows that the ministries want to go further together.",
    "A small group of officers, clerks and people of the town goes with the team from the first day to the last.",
)
REPORTED = (
    "The full report can be found under the documents tab.",
    "A final report was published and is on the documents tab.",
    "The subsequent reports will be shared with all donors active in the country.",
)
DATED = (
    "The first round of talks was held on {day} {month} {year}.",
    "A workshop took place from {day} to {later} {month} {year}.",
    "It follows the decision of {day} {month} {year}.",
)
BULLETS = ("- talk to those in charge", "- read what has been written", "- agree on three next steps")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
