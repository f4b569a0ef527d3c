//! `counterfoil phone`: a phone without a screen.
