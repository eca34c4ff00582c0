

                     SUMMARY OF  PM7 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:20:02 2026

           Empirical Formula: H2 O  =     3 atoms

 PM7 CHARGE=9 AUX(PRECISION=8) THREADS=1
 c9



     GRADIENTS WERE INITIALLY ACCEPTABLY SMALL                
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =      10756.80877 KCAL/MOL =   45006.48789 KJ/MOL


          Calculated Heat of Formation is very large, re-run using keyword 'CHECK'


          DIPOLE                  =          0.00000 DEBYE   POINT GROUP:  C2v 
          NO. OF FILLED LEVELS    =          0
          IONIZATION POTENTIAL    =          0.000000 EV
          MOLECULAR WEIGHT        =         18.0152
          COSMO AREA              =         42.49 SQUARE ANGSTROMS
          COSMO VOLUME            =         25.21 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     3    H     2     1.51440
            H     2    O     1     0.58650
            O     1    H     2     0.00000
          SCF CALCULATIONS        =          0
          WALL-CLOCK TIME         =      0.004 SECONDS
          COMPUTATION TIME        =      0.005 SECONDS


          FINAL GEOMETRY OBTAINED
 PM7 CHARGE=9 AUX(PRECISION=8) THREADS=1
 c9

  O     0.00000000 +1   0.00000000 +1   0.11730000 +1
  H     0.00000000 +1   0.75720000 +1  -0.46920000 +1
  H     0.00000000 +1  -0.75720000 +1  -0.46920000 +1

