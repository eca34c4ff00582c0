

                     SUMMARY OF  PM7 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:20:02 2026

           Empirical Formula: H2 O  =     3 atoms

 PM7 UHF TRIPLET 1SCF AUX(PRECISION=8) THREADS=1
 water t



     1SCF WAS SPECIFIED, SO BFGS WAS NOT USED                 
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =         66.47723 KCAL/MOL =     278.14075 KJ/MOL
          DIPOLE                  =          0.11451 DEBYE   POINT GROUP:  C2v 
          (SZ)                    =          1.000000
          (S**2)                  =          2.000088
          NO. OF ALPHA ELECTRONS  =          5
          NO. OF BETA  ELECTRONS  =          3
          IONIZATION POTENTIAL    =          6.638871 EV
          ALPHA SOMO LUMO (EV)    =         -6.639  5.195
          BETA  SOMO LUMO (EV)    =        -14.010 -1.427
          MOLECULAR WEIGHT        =         18.0152
          COSMO AREA              =         42.49 SQUARE ANGSTROMS
          COSMO VOLUME            =         25.21 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     3    H     2     1.51440
            H     2    O     1     0.58650
            O     1    H     2     0.00000
          SCF CALCULATIONS        =          1
          WALL-CLOCK TIME         =      0.008 SECONDS
          COMPUTATION TIME        =      0.005 SECONDS


          FINAL GEOMETRY OBTAINED
 PM7 UHF TRIPLET 1SCF AUX(PRECISION=8) THREADS=1
 water t

  O     0.00000000 +1   0.00000000 +1   0.11730000 +1
  H     0.00000000 +1   0.75720000 +1  -0.46920000 +1
  H     0.00000000 +1  -0.75720000 +1  -0.46920000 +1

