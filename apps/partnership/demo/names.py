"""Invented names. Nobody real is meant; the same seed always gives the same people."""

from __future__ import annotations

from collections.abc import Iterator

FIRST = (
    "Abena Aidan Aisha Alec Amara Anders Anwen Arjun Asha Beth Blaise Bronwen Callum Carys Chidi Clara Dafydd Daria "
    "Devi Dylan Efa Elif Emeka Enid Ewan Farah Felix Fergus Gethin Gita Harun Hazel Hugo Ifeoma Imran Ines Isla Ivor "
    "Jaya Joan Kamal Keira Kofi Lena Liam Lowri Luca Maeve Marek Mina Moses Nia Noor Oisin Olga Owen Parveen Piotr "
    "Priya Quentin Ravi Rhys Rosa Ruth Sabah Sean Selma Sian Tariq Tess Uma Vera Wen Yara Yusuf Zofia"
).split()
LAST = (
    "Abbott Adeyemi Ahmed Ashby Bailey Banerjee Barlow Bevan Blake Bracken Burrell Carver Chaudhry Coles Corbett "
    "Cross Dale Davies Desai Draper Dunne Eastwood Ellery Farrow Fielding Fisk Foster Gale Ghosh Gibbs Granger "
    "Hadley Hale Hanif Harker Hayes Holt Hughes Hurst Iqbal Ives Jankowski Jarrett Keane Khatun Kirby Lacey "
    "Larkin Lloyd Lomax Mace Malik Marlow Mercer Mistry Moran Nair Newby Nolan Norris Oakes Okafor Padley Parry "
    "Pereira Perrin Poole Qureshi Radley Rahman Reeve Rigby Sadler Saleh Sharpe Singh Stroud Sutcliffe Tagg "
    "Thorpe Tindall Udall Vance Varga Wadley Walden Webb Wyatt Yates Zaman"
).split()
STREETS = "Mill Lane,Church Street,Station Road,The Green,High Street,Quarry Bank,Bridge Row,Orchard Way".split(",")
PLACES = (
    "Ashcombe Highmarsh Westholme Fernleigh Northfield Eastmoor Larkhill Stonebeck Coldwell Marrick Thornby Wick"
).split()


def people(*, start: int = 0) -> Iterator[str]:
    """Names without end, in a steady order that does not repeat for thousands."""
    turn = start
    while True:
        yield f"{FIRST[(turn * 7) % len(FIRST)]} {LAST[(turn * 11 + turn // len(FIRST)) % len(LAST)]}"
        turn += 1


def address(turn: int) -> str:
    return f"{turn % 90 + 1} {STREETS[turn % len(STREETS)]}, {PLACES[turn % len(PLACES)]}"
