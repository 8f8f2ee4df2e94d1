/* How long things last, from those that ended and those that have not yet: the product-limit
 * estimator of E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete Observations",
 * Journal of the American Statistical Association 53 (1958), 457–481.
 *
 *   S(t) = Π over t_i ≤ t of (1 - d_i / n_i)
 *
 * with d_i ends at t_i and n_i lives that lasted until t_i. A life that has not ended counts among
 * the n_i up to its age, and says nothing beyond. After the last end S stays what it is (Gill's
 * convention), so that a probability is never made smaller by what was not observed. */
#ifndef DOMAIN_SURVIVAL_H
#define DOMAIN_SURVIVAL_H

#include "base/arena.h"
#include "base/err.h"

struct lifetime {
    int64_t seconds; /* until it ended, or so far */
    bool ended;
};

struct survival_step {
    int64_t at;
    double left; /* S from here on */
};

struct survival {
    struct survival_step *steps; /* ascending; none: nothing ended yet */
    size_t step_count;
    size_t count, ended; /* what it was made of */
};

/* Sorts `lives` in place. ERR_NOMEM. */
enum err survival_build(struct arena *arena, struct lifetime *lives, size_t count,
                        struct survival *out);
/* P(life > t). */
double survival_beyond(const struct survival *s, int64_t t);
/* P(life > t | life > age), 1 for t <= age. false: nothing that old was ever seen to end later. */
bool survival_given(const struct survival *s, int64_t age, int64_t t, double *out);
/* The smallest t by which a share has ended (0.5: the median). false: so many have not. */
bool survival_quantile(const struct survival *s, double share, int64_t *out);

#endif
