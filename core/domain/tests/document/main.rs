//! Documents from outside: stories, convergence, attacks and mutations.

mod alone;
mod attacks;
mod convergence;
mod forge;
mod generations;
mod limits;
mod mutations;
mod people;
mod shapes;
mod stories;
