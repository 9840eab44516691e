"""Training utterances out of annotated ones: slot values are replaced by other values of a catalogue, in Arabic that agrees.

An annotated utterance is a *template*; how many examples it gets follows its *complexity* (`allot`). `files` reads and writes,
`values` is the catalogue, `socket` keeps clitics right, `agreement` the words around a slot, `draw` puts examples together.
"""

from .allot import Plan as Plan
from .draw import Made as Made
from .draw import Resampler as Resampler
from .template import Example as Example
from .template import Slot as Slot
from .template import Template as Template
