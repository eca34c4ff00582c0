

                     SUMMARY OF  PM7 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:39:19 2026

           Empirical Formula: H2 O  =     3 atoms

 PM7 PRECISE AUX(0,PRECISION=8,XP,XS,MOS=4) THREADS=1 CHARGE=0 1SCF
 DataHub



     1SCF WAS SPECIFIED, SO BFGS WAS NOT USED                 
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =        -57.79008 KCAL/MOL =    -241.79367 KJ/MOL
          DIPOLE                  =          2.14073 DEBYE   POINT GROUP:  C2v 
          NO. OF FILLED LEVELS    =          4
          IONIZATION POTENTIAL    =         12.095109 EV
          HOMO LUMO ENERGIES (EV) =        -12.095  4.044
          MOLECULAR WEIGHT        =         18.0152
          COSMO AREA              =         42.49 SQUARE ANGSTROMS
          COSMO VOLUME            =         25.21 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     3    H     2     1.51440
            H     2    O     1     0.58650
            O     1    H     2     0.00000
          SCF CALCULATIONS        =          1
          WALL-CLOCK TIME         =      0.012 SECONDS
          COMPUTATION TIME        =      0.005 SECONDS


          FINAL GEOMETRY OBTAINED
 PM7 PRECISE AUX(0,PRECISION=8,XP,XS,MOS=4) THREADS=1 CHARGE=0 1SCF
 DataHub

  O     0.00000000 +1   0.00000000 +1   0.11730000 +1
  H     0.00000000 +1   0.75720000 +1  -0.46920000 +1
  H     0.00000000 +1  -0.75720000 +1  -0.46920000 +1

