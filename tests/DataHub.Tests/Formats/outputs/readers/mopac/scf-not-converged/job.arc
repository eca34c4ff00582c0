

                     SUMMARY OF  PM7 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:12:36 2026

           Empirical Formula: C2 H6 O  =     9 atoms

 PM7 ITRY=2 1SCF AUX(PRECISION=8)
 e



     1SCF WAS SPECIFIED, SO BFGS WAS NOT USED                 
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =       3241.80933 KCAL/MOL =   13563.73022 KJ/MOL
          DIPOLE                  =          4.35934 DEBYE   POINT GROUP:  C1  
          NO. OF FILLED LEVELS    =         10
          IONIZATION POTENTIAL    =          7.785726 EV
          HOMO LUMO ENERGIES (EV) =         -7.786 -3.981
          MOLECULAR WEIGHT        =         46.0688
          COSMO AREA              =         86.79 SQUARE ANGSTROMS
          COSMO VOLUME            =         68.74 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     9    H     5     3.55951
            H     8    H     4     3.06664
            H     6    H     7     2.76174
          SCF CALCULATIONS        =          0
          WALL-CLOCK TIME         =      0.008 SECONDS
          COMPUTATION TIME        =      0.005 SECONDS


          FINAL GEOMETRY OBTAINED
 PM7 ITRY=2 1SCF AUX(PRECISION=8)
 e

  C    -0.88830000 +1   0.16700000 +1  -0.02730000 +1
  C     0.46580000 +1  -0.51160000 +1  -0.03680000 +1
  O     1.43110000 +1   0.32290000 +1   0.58670000 +1
  H    -0.84870000 +1   1.11750000 +1  -0.56950000 +1
  H    -1.64710000 +1  -0.47040000 +1  -0.48960000 +1
  H    -1.19640000 +1   0.39780000 +1   0.99770000 +1
  H     0.79200000 +1  -0.72240000 +1  -1.05970000 +1
  H     0.42460000 +1  -1.45590000 +1   0.51380000 +1
  H     1.46710000 +1   1.15500000 +1   0.08480000 +1

