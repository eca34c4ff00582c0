

                     SUMMARY OF  PM6 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:12:36 2026

           Empirical Formula: H2 O  =     3 atoms

 PM6 1SCF GRADIENTS AUX(PRECISION=8) THREADS=1
 water



     1SCF WAS SPECIFIED, SO BFGS WAS NOT USED                 
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =        -54.20119 KCAL/MOL =    -226.77780 KJ/MOL
          GRADIENT NORM           =          9.11101          =       5.26025 PER ATOM
          DIPOLE                  =          2.11728 DEBYE   POINT GROUP:  C2v 
          NO. OF FILLED LEVELS    =          4
          IONIZATION POTENTIAL    =         11.830907 EV
          HOMO LUMO ENERGIES (EV) =        -11.831  4.044
          MOLECULAR WEIGHT        =         18.0152
          COSMO AREA              =         42.49 SQUARE ANGSTROMS
          COSMO VOLUME            =         25.21 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     3    H     2     1.51440
            H     2    O     1     0.58650
            O     1    H     2     0.00000
          SCF CALCULATIONS        =          1
          WALL-CLOCK TIME         =      0.004 SECONDS
          COMPUTATION TIME        =      0.005 SECONDS


          FINAL GEOMETRY OBTAINED
 PM6 1SCF GRADIENTS AUX(PRECISION=8) THREADS=1
 water

  O     0.00000000 +1   0.00000000 +1   0.11730000 +1
  H     0.00000000 +1   0.75720000 +1  -0.46920000 +1
  H     0.00000000 +1  -0.75720000 +1  -0.46920000 +1

