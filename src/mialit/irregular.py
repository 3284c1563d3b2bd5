"""Words of English whose forms, or whose kin, no rule yields. Data."""

# A word and its other forms, a line each; regular forms of them are left to the rules.
_FORMS = """
arise arose arisen
awake awoke awoken
become became
begin began begun
bend bent
bind bound
bite bit bitten
bleed bled
blow blew blown
break broke broken
breed bred
bring brought
build built
burn burnt
buy bought
catch caught
choose chose chosen choice
come came
creep crept
deal dealt
dig dug
draw drew drawn
dream dreamt
drink drank drunk
drive drove driven
eat ate eaten
fall fell fallen
feed fed
feel felt
fight fought
find found
flee fled
fly flew flown
forbid forbade forbidden
forget forgot forgotten
forgive forgave forgiven
freeze froze frozen
get got gotten
give gave given
go went gone
grow grew grown growth
hang hung
hear heard
hide hid hidden
hold held
keep kept
know knew known
lay laid
lead led
lean leant
leap leapt
learn learnt
leave left
lend lent
lie lay lain
lose lost
make made
mean meant
meet met
mistake mistook mistaken
overcome overcame
pay paid
ride rode ridden
ring rang rung
rise rose risen
run ran
say said
see saw seen
seek sought
sell sold
send sent
shake shook shaken
shine shone
shoot shot
show shown
shrink shrank shrunk
sing sang sung
sink sank sunk
sit sat
sleep slept
slide slid
speak spoke spoken speech
spend spent
spin spun
split
spring sprang sprung
stand stood
steal stole stolen
stick stuck
sting stung
strike struck stricken
swear swore sworn
sweep swept
swim swam swum
swing swung
take took taken
teach taught
tear tore torn
tell told
think thought
throw threw thrown
understand understood
wake woke woken
wear wore worn
weave wove woven
win won
wind wound
withdraw withdrew withdrawn
write wrote written
analogue analog
belief believe
depth deep
length long
proof prove
retrieval retrieve
strength strengthen strong
theft thief thieves
appendix appendices
axis axes
basis bases
child children
crisis crises
criterion criteria
datum data
hypothesis hypotheses
index indices
leaf leaves
life lives
man men
matrix matrices
mouse mice
phenomenon phenomena
simplex simplices
synthesis syntheses
thesis theses
vertex vertices
woman women
"""

# Roots of words, both as `stemming.stem` gives them.
_KIN = """
disclosur disclos
explanation explain
explanatori explain
exposur expos
failur fail
maximal maximiz
memori memor
minimal minimiz
optimal optimiz
optimum optimiz
poisonou poison
theoretical theori
theoretic theori
"""

# Stems that only look as if they came from another word.
_ALONE = """
ampl apartment board capital capitaliz customer department element factor form hospitaliti import
importanc important memorial mission moment number numerou organization party polici portion
position ration rational recess secretion station version
"""

ALONE = frozenset(_ALONE.split())
KIN = dict(line.split() for line in _KIN.strip().splitlines())
FORMS: dict[str, tuple[str, ...]] = {}
for _words in map(str.split, _FORMS.strip().splitlines()):
    for _word in _words:
        FORMS[_word] = tuple(other for other in _words if other != _word)
