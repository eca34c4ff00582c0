

                     SUMMARY OF  PM7 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:20:02 2026

           Empirical Formula: H2 O  =     3 atoms

 PM7 STATIC AUX(PRECISION=8) THREADS=1
 w



     GEOMETRY OPTIMISED USING EIGENVECTOR FOLLOWING (EF).     
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =        -57.79982 KCAL/MOL =    -241.83443 KJ/MOL
          GRADIENT NORM           =          0.19064          =       0.11007 PER ATOM
          DIPOLE                  =          2.12955 DEBYE   POINT GROUP:  C2v 
          NO. OF FILLED LEVELS    =          4
          IONIZATION POTENTIAL    =         12.115579 EV
          HOMO LUMO ENERGIES (EV) =        -12.116  4.050
          MOLECULAR WEIGHT        =         18.0152
          COSMO AREA              =         42.43 SQUARE ANGSTROMS
          COSMO VOLUME            =         25.18 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     3    H     2     1.51902
            H     2    O     1     0.57930
            H     3    H     2     0.00000
          SCF CALCULATIONS        =          5
          WALL-CLOCK TIME         =      0.008 SECONDS
          COMPUTATION TIME        =      0.006 SECONDS


          FINAL GEOMETRY OBTAINED
 PM7 STATIC AUX(PRECISION=8) THREADS=1
 w

  O     0.00000000 +1  -0.00000000 +1   0.11489427 +1
  H     0.00000000 +1   0.75951039 +1  -0.46440753 +1
  H    -0.00000000 +1  -0.75951039 +1  -0.46440753 +1

