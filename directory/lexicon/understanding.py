"""From what somebody types to what is meant: concepts, role, urgency, language. Nothing is stored."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import get_args

import msgspec
from rapidfuzz import fuzz, process

from directory.lexicon.concepts import Concept, Language, Level, Line, Phrases, Role, Words
from directory.lexicon.lemmas import lemma
from directory.lexicon.phrases import Match, Phrasebook, Slot, Word, words_of
from directory.lexicon.spelling import script, tokens
from directory.lexicon.typos import Repairer, known_dutch
from directory.text import fold

LANGUAGES: tuple[Language, ...] = get_args(Language)
# From this strength on a concept is what is meant; beside a stronger one only when it comes near.
SURE, SURE_OF_ONE = 0.28, 0.4
BESIDE = 0.62
MOST = 4
BAG = 0.3
# A phrase that explains less than this part of a question counts for less, at least for this.
ENOUGH, UNTOLD = 0.5, 0.55
OWN_LANGUAGE = 0.06
# Of concepts that share words, the one that is called so.
OWN_NAME = 0.1
# A whole question that is this much like the name of a partner is that name.
NAME_ALIKE = 84
# A word that the Dutch dictionary does not know speaks a little against Dutch.
NO_DUTCH, SHORTEST = 0.2, 4
# What is said of these people and not understood is for the general door.
CLOSE, GENERAL, WEAK = frozenset({"partner", "ex"}), "huiselijk-geweld", 0.3
VIOLENT_SHARE = 0.35
# By how much a concept must be surer than a subject that is not here.
MARGIN = 0.1
CUE = 0.8
# So much of a phrase with another meaning must be there.
DENIED = 0.9
DANGER_STEM = 6
# Roles that only these very words show: mistaken, they open doors that must stay shut.
ONLY_EXACT: tuple[Role, ...] = ("perpetrator", "professional")
# Here the word of danger is the subject, and the first door is another one.
SEXUAL = frozenset({"acuut-seksueel-geweld", "seksueel-geweld", "seksueel-geweld-verleden"})
PERSONS = frozenset(
    """ik mij me hij hem zij ze haar i me he him she her they ben beni bana o ona onu أنا هو هي mnie mi on ją jej я мене
    мені він вона ich mich mir er ihn sie""".split()  # noqa: SIM905
)
# A phrase of alarm that fits so well alarms by itself; with a word of danger less is enough. Better once too often.
ALARM, ALARMING = 0.75, 0.6
ALONE = 2
VIOLENT = frozenset(
    (
        "huiselijk-geweld",
        "partnergeweld",
        "ex-partnergeweld",
        "fysiek-geweld",
        "intieme-terreur",
        "bedreiging",
        "kindermishandeling",
        "geweld-tegen-ouders",
        "ouderenmishandeling",
        "femicide",
        "acuut-gevaar",
        "acuut-seksueel-geweld",
        "stalking",
    )
)


# Small words without which a wish to die is only a word about death.
WANTING = frozenset(
    tokens("wil wilt willen wilde want wants wanna will möchte chce chcę хочу хоче istiyorum بدي اريد يريد")
)


# Whoever harms is told apart from who harms themselves by one small word.
ONESELF = frozenset(
    tokens(
        """mezelf mijzelf zichzelf jezelf myself himself herself themselves yourself kendimi kendini
        kendisini kendime نفسي حالي نفسه نفسها sobie siebie собі себе собою selbst"""
    )
)


class Meant(msgspec.Struct, frozen=True):
    """One concept that was understood, how surely (0 to 1 and a little), and by which phrase, `covered` how far."""

    concept: Concept
    strength: float
    covered: float
    phrase: str


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """What a text says. `words` are its content words, plain; `outside` is a subject that nobody is about.

    `role_pins` are partners for whoever asks in this role. `name` is the folded name of a partner that the whole text
    nearly is. `line` is what stands above the answers when it is urgent.
    """

    language: Language
    words: tuple[str, ...] = ()
    concepts: tuple[Meant, ...] = ()
    role: Role = "anyone"
    role_pins: tuple[str, ...] = ()
    level: Level = "none"
    line: Line | None = None
    outside: str | None = None
    repaired: Mapping[str, str] = {}
    name: str | None = None


class Lexicon:
    """All words of the lexicon, ready to be asked. Made once; the same for every version of the atlas."""

    def __init__(self, words: Words, names: Collection[str] = ()) -> None:
        """`names` are those of partners: nobody's name is taken for a typing error of another word."""
        self.concepts = words.concepts
        # Another lexicon reads the same question otherwise.
        self.edition = blake2b(msgspec.json.encode(words), digest_size=6).hexdigest()
        self._general_door = next((each for each in words.concepts if each.concept == GENERAL), None)
        self._lines = words.lines
        self._by_name = {each.concept: each for each in words.concepts}
        self._stop: dict[Language, frozenset[str]] = {
            language: _plain(words.stopwords.get(language, ())) - ONESELF for language in LANGUAGES
        }
        self._slots = {name: self._slot(by) for name, by in words.slots.items()}
        self._own_names = [{each.preferred, *each.synonyms} for each in words.concepts]
        self._names = sorted({fold(each) for each in names} - {""})
        self._negations = _plain(word for each in words.negations.values() for word in each)
        self._pleas = {tuple(tokens(plea)) for each in words.pleas.values() for plea in each}
        self._book = self._phrasebook(self._said())
        self._not = self._phrasebook(_each((at, {"nl": each.not_phrases}) for at, each in enumerate(words.concepts)))
        self._outside = words.outside
        self._outside_book = self._phrasebook(_each(enumerate(each.phrases for each in words.outside)))
        self._roles = words.roles
        # "Ik ben een man" is made of small words, so here they count.
        loose = ((number, each.cues) for number, each in enumerate(words.roles) if each.role != "professional")
        self._role_book = Phrasebook(_each(loose), self._slots, {})
        # In this very order: a victim's "bij mijn werk" holds the words of "ik werk bij".
        self._exact_roles = {each.role: Cue(each.cues) for each in words.roles}
        self._role_pins = {each.role: each.pinned for each in words.roles}
        urgency = words.urgency
        # Each phrase by itself: how much a word tells is then how few alarming phrases have it.
        alarms = [*_each([(0, urgency.acute), (1, urgency.today)])] if urgency else []
        self._levels: list[Level] = ["today" if level else "acute" for level, _, _ in alarms]
        kept: dict[Language, Collection[str]] = {each: self._stop[each] - WANTING for each in LANGUAGES}
        self._alarms = Phrasebook(
            ((number, language, phrase) for number, (_, language, phrase) in enumerate(alarms)), self._slots, kept
        )
        self._cues = {
            name: Cue(getattr(urgency, name) if urgency else {}) for name in ("now", "past", "about", "danger")
        }
        dangers = self._cues["danger"].single
        self._danger = {each[:DANGER_STEM] for each in dangers if len(each) >= DANGER_STEM}
        self._danger |= {lemma(each) for each in dangers if len(each) < DANGER_STEM and script(each) == "latin"}
        self._arabic_danger = {each for each in dangers if script(each) == "arabic" and len(each) > 2}
        self._harmed = Cue(*(each.cues for each in words.roles if each.role == "victim"))
        self._needed = [
            [name for name in ("now", "danger") if self._cues[name].found(tokens(phrase))] for _, _, phrase in alarms
        ]
        books = (self._book, self._outside_book, self._alarms, self._role_book)
        known = {word for book in books for word in book.vocabulary}
        known |= {word for each in self._slots.values() for word in each.words}
        known |= {word for name in names for word in (*tokens(name), "".join(tokens(name)))}
        small = {word for each in self._stop.values() for word in each}
        dutch = {item for each in self._book.patterns if each.language == "nl" for item in each.items}
        self._repairer = Repairer(known, small | self._negations, dutch)

    def _phrasebook(self, subjects: Iterable[tuple[int, Language, str]]) -> Phrasebook:
        return Phrasebook(subjects, self._slots, self._stop)

    def _slot(self, by_language: Phrases) -> Slot:
        """What fills a slot: of "iemand die ik ken" only what is no small word."""
        return Slot(
            {*tokens(value)} - self._stop[language] for language, values in by_language.items() for value in values
        )

    def _said(self) -> Iterator[tuple[int, Language, str]]:
        for number, concept in enumerate(self.concepts):
            yield number, "nl", concept.preferred
            for each in concept.synonyms:
                yield number, "nl", each
            for language, phrases in concept.phrases.items():
                for each in phrases:
                    yield number, language, each

    def _language(self, said: Sequence[str]) -> Language:
        """In which language this is, most likely: by its script and its small words; Dutch when nothing tells."""
        scripts = {script(each) for each in said}
        if "arabic" in scripts:
            return "ar"
        if "cyrillic" in scripts:
            return "uk"
        # A small word of one language says more than one that several share ("door" and "the" against "is").
        counts = dict.fromkeys(LANGUAGES, 0.0)
        for word in said:
            having = [each for each in LANGUAGES if word in self._stop[each]]
            for each in having:
                counts[each] += 1 / len(having)
        if not any(counts.values()):
            return "nl"
        counts["nl"] -= NO_DUTCH * sum(len(word) >= SHORTEST and not known_dutch(word) for word in said)
        return max(LANGUAGES, key=lambda each: counts[each])

    def phrases(self) -> Iterator[tuple[Concept, object, str]]:
        """Every phrase with its concept and what it comes down to: equal for phrases that match the same questions."""
        for pattern in self._book.patterns:
            yield self.concepts[pattern.subject], (frozenset(pattern.items), frozenset(pattern.slots)), pattern.phrase

    def _line(self, level: Level, meant: Sequence[Meant]) -> Line | None:
        topics = {topic for each in meant for topic in each.concept.topics}
        fitting = (each for each in self._lines if each.level == level)
        return next((each for each in fitting if not each.topics or topics & {*each.topics}), None)

    def called(self, name: str) -> Concept | None:
        """The concept of this name."""
        return self._by_name.get(name)

    def understand(self, text: str, whole: str | None = None) -> Understood:
        """What this text says. `whole` is the text before places were taken out: for an alarm each word counts."""
        said = tokens(text)
        everything = said if whole is None else tokens(whole)
        language = self._language(everything)
        dropped = self._stop[language]
        words, repaired = self._repairer.repaired(words_of(said, dropped))
        if not words:
            words = words_of(said)
        around = {*everything, *repaired.values()}
        bag = self._book.bag(words)
        meant = self._plea(said) or self._meant(words, around, language, bag)
        outside = self._beside(words, around, meant)
        if outside is not None:
            meant = []
        elif not meant:
            meant = self._general(bag, around)
        mended = [repaired.get(each, each) for each in everything]
        cues = {name: cue.found(mended) for name, cue in self._cues.items()}
        # Never by a word that was only taken for a word of danger ("doodgraag").
        cues["danger"] = self._cues["danger"].found(everything) or any(map(self._is_danger, everything))
        heard = words if whole is None else self._repairer.repaired(words_of(everything, dropped))[0]
        role = self._role(said, around, meant)
        level: Level = "none"
        if outside is None:
            bereaved = role == "bereaved" and WANTING.isdisjoint(everything)
            level = self._level([*heard, *_wanting(everything)], around, cues, meant, bereaved=bereaved)
        return Understood(
            language=language,
            words=tuple(each.text for each in words),
            concepts=tuple(meant),
            role=role,
            role_pins=self._role_pins.get(role, ()) if meant else (),
            level=level,
            line=self._line(level, meant),
            outside=outside,
            repaired=repaired,
            name=self._name(text),
        )

    def _meant(
        self, words: Sequence[Word], around: Collection[str], language: Language, bag: Mapping[int, float]
    ) -> list[Meant]:
        matches = self._book.matches(words, around)
        denied = self._not.matches(words, around, DENIED)
        asked = sum(self._book.weight(each.text) for each in words)
        scored = [
            (
                match.strength * self._told(match, words, asked)
                + BAG * bag.get(subject, 0.0)
                + OWN_LANGUAGE * (match.language == language)
                + OWN_NAME * (match.phrase in self._own_names[match.subject]) * (len(match.words) == len(words)),
                match,
            )
            for subject, match in matches.items()
            if subject not in denied
        ]
        scored.sort(key=lambda each: (-each[0], each[1].subject))
        # One word alone must say it well; two that belong together may say it less so.
        scored = [each for each in scored if each[0] >= (SURE if len(each[1].words) > 1 else SURE_OF_ONE)]
        if not scored:
            return []
        best = scored[0][0]
        return [
            Meant(self.concepts[match.subject], strength, match.covered, match.phrase)
            for strength, match in scored[:MOST]
            if strength >= BESIDE * best
        ]

    def _plea(self, said: Sequence[str]) -> list[Meant]:
        """The general door for who says only that they need help or are afraid, and names nothing."""
        if self._general_door is None or tuple(said) not in self._pleas:
            return []
        return [Meant(self._general_door, 1.0, 1.0, " ".join(said))]

    def _general(self, bag: Mapping[int, float], around: Collection[str]) -> list[Meant]:
        """The general door, said to be so, for who writes of people close to them and is not understood.

        Of a partner or an ex that is enough; of others there must be words of violence with it.
        """
        if self._general_door is None:
            return []
        filled = {name for name, slot in self._slots.items() if slot.filled(around)}
        violent = (share for subject, share in bag.items() if not VIOLENT.isdisjoint(self.concepts[subject].topics))
        share = max(violent, default=0.0)
        if filled & CLOSE or (filled and share >= VIOLENT_SHARE):
            return [Meant(self._general_door, WEAK, 0.0, "")]
        return []

    def _told(self, match: Match, words: Sequence[Word], asked: float) -> float:
        """Less than 1 when the phrase explains only a small part of what was asked."""
        said = sum(self._book.weight(words[each].text) for each in match.words)
        return UNTOLD + (1 - UNTOLD) * min(1.0, said / asked / ENOUGH)

    def _name(self, text: str) -> str | None:
        """The name that this text nearly is; None when two partners are called almost so."""
        found = process.extract(fold(text), self._names, scorer=fuzz.ratio, score_cutoff=NAME_ALIKE, limit=2)
        if not found or (len(found) > 1 and found[0][1] - found[1][1] < 1):
            return None
        return str(found[0][0])

    def _role(self, said: Sequence[str], around: Collection[str], meant: Sequence[Meant]) -> Role:
        # Cues are made of small words too ("ik ben een man"), so nothing is dropped from the question.
        exact = {role: cue.longest(said) for role, cue in self._exact_roles.items()}
        if self._harmed.found(said):
            # Whoever is hit is no perpetrator and asks for themselves, whatever their work is.
            exact |= dict.fromkeys(ONLY_EXACT, 0)
        longest = max(exact.values(), default=0)
        if longest > 1 or exact.get("professional"):
            return next(role for role, length in exact.items() if length == longest)
        found = (
            each
            for each in self._role_book.matches(words_of(said), around, CUE).values()
            # A victim's "hij slaat me en ik" holds the words of "ik sla".
            if self._roles[each.subject].role not in ONLY_EXACT
        )
        best = max(found, key=lambda each: (each.mass, -each.subject), default=None)
        if best is not None:
            return self._roles[best.subject].role
        role: Role = meant[0].concept.role if meant and meant[0].covered >= CUE else "anyone"
        return "victim" if role in ONLY_EXACT and self._harmed.found(said) else role

    def _level(
        self,
        words: Sequence[Word],
        around: Collection[str],
        cues: Mapping[str, bool],
        meant: Sequence[Meant],
        *,
        bereaved: bool,
    ) -> Level:
        if (cues["about"] or cues["past"] or bereaved) and not cues["now"]:
            return "none"
        found = self._alarms.matches(words, around, ALARMING)
        acute = self._loudest(found, "acute", cues, words)
        if acute is not None and (acute.strength >= ALARM or cues["danger"]):
            return "acute"
        top = meant[0] if meant else None
        level: Level = top.concept.urgency if top else "none"
        violent = not cues["past"] and top is not None and not VIOLENT.isdisjoint(top.concept.topics)
        # A word of danger beside somebody, that nothing else explains or that violence does, is not left to chance.
        sexual = top is not None and not SEXUAL.isdisjoint(top.concept.topics)
        explained = top is not None and top.covered > 0.0 and (sexual or not violent)
        danger = cues["danger"] and (cues["now"] or not explained) and self._somebody(around)
        hit_now = cues["now"] and violent and top is not None and top.concept.role not in ("anyone", "professional")
        if level == "acute" or danger or hit_now:
            return "acute"
        today = self._loudest(found, "today", cues, words)
        return "today" if today is not None and today.strength >= ALARM else level

    def _somebody(self, around: Collection[str]) -> bool:
        """Whether the text is about a person: a small word for one, or a word of any slot."""
        return not PERSONS.isdisjoint(around) or any(slot.filled(around) for slot in self._slots.values())

    def _is_danger(self, word: str) -> bool:
        """Whether this is a form of a word of lethal danger: `doodmaakt`, `gestoken`."""
        if script(word) == "arabic":
            return any(each in word for each in self._arabic_danger)
        return word[:DANGER_STEM] in self._danger if len(word) >= DANGER_STEM else lemma(word) in self._danger

    def _loudest(
        self, found: Mapping[int, Match], level: Level, cues: Mapping[str, bool], words: Sequence[Word]
    ) -> Match | None:
        """The best alarm of a level. What makes a phrase one, this moment or a weapon, must be in the question too."""
        fitting = (
            match
            for number, match in found.items()
            if self._levels[number] == level
            and all(cues[name] for name in self._needed[number])
            # One word alarms by itself ("spoed"), not within a question about something else.
            and (" " in match.phrase or len(words) <= ALONE or cues["danger"])
        )
        return _strongest(fitting)

    def _beside(self, words: Sequence[Word], around: Collection[str], meant: Sequence[Meant]) -> str | None:
        best = _strongest(self._outside_book.matches(words, around, CUE).values())
        if best is None or (meant and meant[0].strength > best.strength + MARGIN):
            return None
        return self._outside[best.subject].subject


class Cue:
    """Words and short phrases of which one in a text is enough, as they are written."""

    def __init__(self, *phrases: Phrases) -> None:
        # By first word, the longest first: most words of a question begin none of them.
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        every = {tuple(tokens(each)) for each_by in phrases for by in each_by.values() for each in by} - {()}
        for phrase in sorted(every, key=len, reverse=True):
            self._phrases.setdefault(phrase[0], []).append(phrase)

    @property
    def single(self) -> set[str]:
        """Those that are one word."""
        return {first for first, phrases in self._phrases.items() if (first,) in phrases}

    def found(self, said: Sequence[str]) -> bool:
        """Whether any of them stands in this text."""
        return self.longest(said) > 0

    def longest(self, said: Sequence[str]) -> int:
        """How many words the longest of them that stands in this text has; 0 when there is none."""
        longest = 0
        for start, word in enumerate(said):
            for phrase in self._phrases.get(word, ()):
                if len(phrase) <= longest:
                    break
                if tuple(said[start : start + len(phrase)]) == phrase:
                    longest = len(phrase)
        return longest


def _strongest(matches: Iterable[Match]) -> Match | None:
    return max(matches, key=lambda each: (each.strength, -each.subject), default=None)


def _wanting(said: Iterable[str]) -> list[Word]:
    return words_of(each for each in said if each in WANTING)


def _plain(words: Iterable[str]) -> frozenset[str]:
    return frozenset(token for word in words for token in tokens(word))


def _each(subjects: Iterable[tuple[int, Phrases]]) -> Iterator[tuple[int, Language, str]]:
    for number, phrases in subjects:
        for language, texts in phrases.items():
            for text in texts:
                yield number, language, text
