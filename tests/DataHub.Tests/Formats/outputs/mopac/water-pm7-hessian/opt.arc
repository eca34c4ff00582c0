

                     SUMMARY OF  PM7 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:39:39 2026

           Empirical Formula: H2 O  =     3 atoms

 PM7 PRECISE AUX(0,PRECISION=8,XP,XS,MOS=4) THREADS=1 CHARGE=0
 DataHub



     GEOMETRY OPTIMISED USING EIGENVECTOR FOLLOWING (EF).     
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =        -57.79986 KCAL/MOL =    -241.83461 KJ/MOL
          GRADIENT NORM           =          0.01032          =       0.00596 PER ATOM
          DIPOLE                  =          2.12925 DEBYE   POINT GROUP:  C2v 
          NO. OF FILLED LEVELS    =          4
          IONIZATION POTENTIAL    =         12.115384 EV
          HOMO LUMO ENERGIES (EV) =        -12.115  4.049
          MOLECULAR WEIGHT        =         18.0152
          COSMO AREA              =         42.43 SQUARE ANGSTROMS
          COSMO VOLUME            =         25.18 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     3    H     2     1.51964
            H     2    O     1     0.57906
            H     3    O     1     0.00000
          SCF CALCULATIONS        =          6
          WALL-CLOCK TIME         =      0.027 SECONDS
          COMPUTATION TIME        =      0.006 SECONDS


          FINAL GEOMETRY OBTAINED
 PM7 PRECISE AUX(0,PRECISION=8,XP,XS,MOS=4) THREADS=1 CHARGE=0
 DataHub

  O     0.00000000 +1  -0.00000000 +1   0.11481286 +1
  H     0.00000000 +1   0.75982001 +1  -0.46424535 +1
  H    -0.00000000 +1  -0.75982001 +1  -0.46424535 +1

