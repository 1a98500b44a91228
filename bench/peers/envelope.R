# The peer of bench/ripley.py: spatstat's envelope of L by the translation correction, and nothing else.
# Rscript envelope.R POINTS SIMULATIONS DISTANCES REPETITIONS prints the versions, then the milliseconds of each.
suppressPackageStartupMessages({
  library(spatstat.geom)
  library(spatstat.explore)
  library(spatstat.random)
})
given <- as.integer(commandArgs(trailingOnly = TRUE))
set.seed(0)
pattern <- runifpoint(given[1])
r <- seq(0, 0.25, length.out = given[3])
cat("spatstat.explore", as.character(packageVersion("spatstat.explore")), "in R", as.character(getRversion()), "\n")
for (repetition in seq_len(given[4])) {
  taken <- system.time(
    envelope(pattern, Lest, correction = "translation", nsim = given[2], r = r, verbose = FALSE)
  )
  cat(1000 * taken[["elapsed"]], "\n")
}
