

                     SUMMARY OF  PM7 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:12:36 2026

           Empirical Formula: C2 H6 O  =     9 atoms

 PM7 PRECISE AUX(PRECISION=8) THREADS=1
 ethanol



     GEOMETRY OPTIMISED USING EIGENVECTOR FOLLOWING (EF).     
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =        -57.85864 KCAL/MOL =    -242.08056 KJ/MOL
          GRADIENT NORM           =          0.04921          =       0.01640 PER ATOM
          DIPOLE                  =          2.05715 DEBYE   POINT GROUP:  C1  
          NO. OF FILLED LEVELS    =         10
          IONIZATION POTENTIAL    =         10.640341 EV
          HOMO LUMO ENERGIES (EV) =        -10.640  2.965
          MOLECULAR WEIGHT        =         46.0688
          COSMO AREA              =         86.87 SQUARE ANGSTROMS
          COSMO VOLUME            =         68.86 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     9    H     5     3.61883
            H     8    H     4     3.10421
            H     6    H     7     2.82683
          SCF CALCULATIONS        =         40
          WALL-CLOCK TIME         =      0.023 SECONDS
          COMPUTATION TIME        =      0.026 SECONDS


          FINAL GEOMETRY OBTAINED
 PM7 PRECISE AUX(PRECISION=8) THREADS=1
 ethanol

  C    -0.89830111 +1   0.17522496 +1  -0.03698193 +1
  C     0.46626268 +1  -0.50309693 +1  -0.06059730 +1
  O     1.44238635 +1   0.28905949 +1   0.58667675 +1
  H    -0.91719881 +1   1.07658508 +1  -0.65850895 +1
  H    -1.68499324 +1  -0.49485381 +1  -0.40060450 +1
  H    -1.16627380 +1   0.47537302 +1   0.98500232 +1
  H     0.81061799 +1  -0.71537360 +1  -1.08854337 +1
  H     0.48248733 +1  -1.43648318 +1   0.53419769 +1
  H     1.45482067 +1   1.19343399 +1   0.22162243 +1

