/* Checks where a request says that it is. */
#include "domain/place.h"

#include "domain/clean.h"

static void say_outside(const struct jurisdiction *j, struct faults *faults)
{
    struct text say;
    say.in[LANG_FR] = arena_printf(
        faults->arena,
        "Cet endroit est hors du territoire de " STR_FMT
        ". Déplacez le point sur la carte, ou adressez-vous à l’arrondissement ou à la ville où il "
        "se trouve.",
        STR_ARG(text_in(j->name, LANG_FR)));
    say.in[LANG_EN] =
        arena_printf(faults->arena,
                     "This place is outside the territory of " STR_FMT
                     ". Move the point on the map, or turn to the borough or town where it is.",
                     STR_ARG(text_in(j->name, LANG_EN)));
    fault_say(faults, "position", say);
}

void place_check(struct place *p, const struct jurisdiction *j, struct faults *faults)
{
    clean_line(faults, "address", &p->address, ADDRESS_MAX);
    clean_line(faults, "address_id", &p->address_id, NAME_MAX_LENGTH);
    clean_line(faults, "zipcode", &p->zipcode, NAME_MAX_LENGTH);
    if (p->has_position && !territory_contains(j->territory, p->position))
        say_outside(j, faults);
    if (!p->has_position && !p->misread && !p->address.n && !p->address_id.n)
        fault_add(faults, "position",
                  "Dites où c’est : une position (lat et long), ou une adresse.",
                  "Say where it is: a position (lat and long), or an address.");
}
